/** The socket of one call, whatever library holds it. */
export interface CallSocket {
  /** Sends one text message; does nothing once the socket is closed. */
  send(text: string): void
  /** Code 1000: the call is over; any other has the carrier ask what comes next. */
  close(code: number, reason: string): void
  /** Calls back with each text message. */
  onText(listener: (text: string) => void): void
  /** Calls back once, with the code of RFC 6455; 1006 when the connection was cut. */
  onClose(listener: (code: number) => void): void
}
