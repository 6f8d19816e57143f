import type { Unsubscribing } from '../services/unsubscribe.ts'

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)

const pageOf = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`

const FORM =
  '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>Unsubscribe</button></form>'

/** Asks whether to unsubscribe; nothing happens before the button is pressed. */
export const questionPage = ({ sender, address }: Unsubscribing): string =>
  pageOf('Unsubscribe', `<p>Shall ${escaped(sender)} stop contacting ${escaped(address)}?</p>\n${FORM}`)

/** Says that it is done. */
export const donePage = ({ sender, address }: Unsubscribing): string =>
  pageOf('You are unsubscribed', `<p>${escaped(sender)} will not contact ${escaped(address)} any more.</p>`)

/** What a forged, cut or unknown link leads to. */
export const unknownPage = (): string =>
  pageOf(
    'This link does not work',
    '<p>It may have been cut. Copy the whole link, or answer the email with the word STOP.</p>'
  )

/** What a request without its field leads to. */
export const incompletePage = (): string =>
  pageOf('Nothing was changed', '<p>This request does not ask to unsubscribe. Open the link and press the button.</p>')
