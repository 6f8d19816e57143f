import { expect, test } from 'vitest'
import { emailFooter } from '../../../src/policy/identity/email-footer.ts'

const sender = {
  legalName: 'Analytical Engines <Ltd>',
  postalAddress: '12 Mill Road\r\n\nCambridge CB1 2AB ',
  unsubscribeUrl: 'https://comms.example.com/unsubscribe/a?b=1&c=2',
  language: 'en-GB'
}

test('the footer names the sender, every line of the postal address and the link, as text', () => {
  expect(emailFooter(sender).text).toBe(
    '\n\n-- \nYou get this email from Analytical Engines <Ltd>\n12 Mill Road\nCambridge CB1 2AB\nUnsubscribe: https://comms.example.com/unsubscribe/a?b=1&c=2'
  )
})

test('in html nothing that the organization wrote is markup', () => {
  const { html } = emailFooter({ ...sender, postalAddress: '"><script>alert(1)</script>' })

  expect(html).toContain('Analytical Engines &lt;Ltd&gt;<br>&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(html).toContain('<a href="https://comms.example.com/unsubscribe/a?b=1&amp;c=2">Unsubscribe</a>')
  expect(html).not.toContain('<script')
})

test.each([
  ['de-AT', 'Abmelden', false],
  ['pt-BR', 'Cancelar a subscrição', false],
  ['he', 'הסרה מרשימת התפוצה', true],
  ['iw-IL', 'הסרה מרשימת התפוצה', true],
  ['ar-AE', 'إلغاء الاشتراك', true],
  ['xx', 'Unsubscribe', false],
  ['constructor', 'Unsubscribe', false]
])('in %s the link says %s', (language, link, rightToLeft) => {
  const { html, text } = emailFooter({ ...sender, language })

  expect(text).toContain(`\n${link}: https://`)
  expect(html).toContain(`>${link}</a>`)
  expect(html.includes('dir="rtl"')).toBe(rightToLeft)
})
