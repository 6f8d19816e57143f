/** A text of the same length without what would begin or end a tag: a voice that knows SSML reads it and obeys nothing. */
export const withoutMarkup = (text: string): string => text.replace(/[<>]/g, ' ')
