import { expect, test } from 'vitest'
import { mintToken } from '../../../src/lib/token.ts'
import { type Category, findingsIn } from '../../../src/policy/content/findings.ts'

const PEM = `-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----`
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'
const letters = (count: number) => 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3hJ6kL9n'.repeat(8).slice(0, count)

test.each<[string, Category]>([
  [PEM, 'private_key'],
  ['-----BEGIN PRIVATE KEY-----', 'private_key'],
  ['-----BEGIN PGP PRIVATE KEY BLOCK-----', 'private_key'],
  ['-----BEGIN ENCRYPTED PRIVATE KEY-----', 'private_key'],
  ['use AKIAIOSFODNN7EXAMPLE please', 'api_key'],
  [`AWS_SECRET_ACCESS_KEY=${letters(40)}`, 'api_key'],
  [`key: AIza${letters(35)}`, 'api_key'],
  [`GOCSPX-${letters(28)}`, 'api_key'],
  [`token ghp_${letters(36)}`, 'access_token'],
  [`github_pat_${letters(60)}`, 'access_token'],
  [`glpat-${letters(20)}`, 'access_token'],
  [`npm_${letters(36)}`, 'access_token'],
  [`xoxb-123456789012-${letters(24)}`, 'access_token'],
  [`https://hooks.slack.com/services/T0001ABCD/B0001ABCD/${letters(24)}`, 'api_key'],
  [`sk_live_${letters(24)}`, 'api_key'],
  [`rk_test_${letters(24)}`, 'api_key'],
  [`whsec_${letters(32)}`, 'api_key'],
  [`sk-proj-${letters(40)}`, 'api_key'],
  [`sk-ant-${letters(40)}`, 'api_key'],
  [`sk-${letters(48)}`, 'api_key'],
  [`SG.${letters(22)}.${letters(43)}`, 'api_key'],
  [`re_${letters(8)}_${letters(24)}`, 'api_key'],
  [`Authorization: Bearer ${JWT}`, 'access_token'],
  [`{"token":"${JWT}"}`, 'access_token'],
  [`yours is ${mintToken('agent').token}.`, 'access_token'],
  [`yours is ${mintToken('org').token}.`, 'access_token']
])('the secret in %j is found', (text, category) => {
  expect(findingsIn(text)).toEqual([category])
})

test.each([
  'My card is 4111 1111 1111 1111',
  'card 4111-1111-1111-1111, exp 12/27',
  'card 4111 1111 1111 1111 12 27 123',
  'paid with 4242424242424242',
  '5555.5555.5555.4444',
  '2223003122003222',
  '2720 9900 0000 0007',
  '378282246310005',
  'amex 3782 822463 10005',
  'diners 3056 930902 5904',
  '36227206271667',
  '6011111111111117',
  '3530111333300000',
  'wallet 12 4242 4242 4242 4242',
  ...['4123456789012345677', '6011123456789012348', '6212345678901234569', '4123 4567 8901 2345 677'],
  ...['30012345678907', '30512345678906', '38123456789011', '39123456789010', '341234567890127'],
  ...['3528123456789012', '3589123456789018', '5112345678901235', '2221123456789014', '2720123456789010'],
  ...['6441234567890123', '6491234567890122', '6512345678901239'],
  '6200000000000005',
  '４２４２ ４２４２ ４２４２ ４２４２',
  '4242\u200b4242\u200b42424242'
])('the payment card in %j is found', (text) => {
  expect(findingsIn(text)).toEqual(['card_number'])
})

test.each(['123-45-6789', 'my SSN is 123 45 6789', 'Social Security Number: 123456789'])('%j is found', (text) => {
  expect(findingsIn(text)).toEqual(['social_security_number'])
})

test.each<[string, Category]>([
  ['fuck you', 'profanity'],
  ['FUUUUCK', 'profanity'],
  ['f.u.c.k off', 'profanity'],
  ['f u c k', 'profanity'],
  ['f\u200buck', 'profanity'],
  ['fцck fuсk', 'profanity'],
  ['ѕһіт happens', 'profanity'],
  ['fuсkэr', 'profanity'],
  ['what a load of bullshit', 'profanity'],
  ['this is sh1t', 'profanity'],
  ['You are an asshole.', 'profanity'],
  ['son of a b!tch', 'profanity'],
  ['I will kill you', 'threat'],
  ['I’m going to shoot you', 'threat'],
  ["we'll hurt your family", 'threat'],
  ['We will burn down your house', 'threat'],
  ...['I will kill yоu', 'I will kіll you', 'I will kιll you', 'I will kıll you', 'I will ѕһоот you'].map(
    (text): [string, Category] => [text, 'threat']
  ),
  ['she offered a blowjob', 'sexual'],
  ['gangbang', 'sexual'],
  ['There is a bomb in the building', 'threat'],
  ['te voy a matar', 'threat'],
  ['Je vais te tuer', 'threat'],
  ['Ich bringe dich um', 'threat'],
  ['Я тебя убью', 'threat'],
  ['אני אהרוג אותך', 'threat'],
  ['Kill all the Jews', 'hate'],
  ['Muslims are vermin', 'hate'],
  ['Sieg Heil', 'hate'],
  ['you faggot', 'hate'],
  ['send me your nudes', 'sexual'],
  ['watch free porn', 'sexual'],
  ['hot singles in your area', 'sexual']
])('%j is %s', (text, category) => {
  expect(findingsIn(text)).toEqual([category])
})

test.each([
  'line one\r\nline two\r\n\r\n../../etc/passwd OR 1=1; DROP TABLE users; -- <script>alert(1)</script> {{7*7}}',
  'Meet me in Scunthorpe, then Penistone, Lightwater and Essex; Cockburn Street, Sussex.',
  'The shiitake is on aisle 4. Dick Smith and Harshit Dikshit will bring a cocktail. Kike Hernández hit a home run.',
  'Regards, Nishit Shital, Mr. Wankel, Frau Fuchs, Bích Trần, Mr. Butt, Ms. Hooker, Dr. Gaylord Focker Weiner',
  'A bottle of CK One costs half; the class analysed the bass; assess the assassin in the assembly.',
  'Le train est en retard. Das Fagott ist ein Instrument. Varan är slut. Puttane? No: puttini.',
  'Sex: female. Your sexual health clinic appointment is on Tuesday. Breast cancer screening. Sex education.',
  'I will shoot you an email. This workout will kill you. You will die laughing. We will beat any price.',
  'We killed the bug and shot the video. The deadline is killing me. Bombay Bicycle Club. This will not hurt you.',
  'Push it to the left. I wish it were. 500 sheets, cash it in.',
  'Order 4000-1234-5678-9015, invoice 2026-0001-0002-0003, ref 9400 1118 9922 3397 5612 34, parcel 9205 4242 4242 4242 4242 78',
  'Call +1 415 555 0123, +44 20 7946 0958, +4242424242424242 or 011 44 20 7946 0958, fax 0049 89 1234 5678',
  'id 550e8400-e29b-41d4-a716-446655440000, 41111111-1111-4111-1111-111111111111',
  'sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, md5 d41d8cd98f00b204e9800998ecf8427e',
  'hex 4242424242424242ff, x4242424242424242, 42424242424242421, 0.4242424242424242, snowflake 1299999999999999999',
  'IBAN DE89 3704 0044 0532 0130 00, NL91ABNA0417164300, ES79 4242 4242 4242 4242 1332, epoch 1732099200000',
  'Tracking 1Z999AA10123456784, VIN 1HGCM82633A004352, ISBN 978-3-16-148410-0, EAN 4006381333931',
  'ES79 4242 4242 4242 4242 1332 stands first; series 424242 424242 4242 and 4242 424242 424242',
  ...['412345678901233', '41234567890120', '41234567890123458', '412345678901234561', '62123456789012347'],
  ...['511234567890121', '3412345678901237', '3012345678901231', '30612345678904', '30712345678902'],
  ...['3527123456789013', '3590123456789015', '2220123456789015', '2721123456789019', '5012345678901236'],
  ...['5612345678901230', '6431234567890125', '331234567890129', '361234567890122', '6312345678901231'],
  'Your code is 123456. Part 000-12-3456, lot 666-12-3456, phone 415-555-0123, 123-45-67890, 9123-45-6789',
  `Sign in: https://example.com/magic?token=${JWT}`,
  'secret of success: risk-taking; ask-me-anything; desk-bound; re_read the GHP_ manual; the SG.1 rocket; eyJ',
  'AKIA is the fourth word; sk_live is a prefix of Stripe; -----BEGIN PUBLIC KEY-----; -----BEGIN CERTIFICATE-----',
  'A B C D E F G: a list. U.S.A., e.g. i.e. a.m. p.m., N.A.T.O.',
  'שלום, התור שלך ביום שלישי. Привет, как дела? こんにちは。مرحبا. Γειά σου. 你好，您的订单已发货。🎉👩‍👩‍👧‍👦',
  ''
])('lawful text passes: %j', (text) => {
  expect(findingsIn(text)).toEqual([])
})

test('several kinds are named once each, in order', () => {
  expect(findingsIn(`${PEM} ${JWT}`)).toEqual(['access_token', 'private_key'])
  expect(findingsIn(`fuck, fuck, ${PEM}, 4242 4242 4242 4242, I will kill you`)).toEqual([
    'card_number',
    'private_key',
    'profanity',
    'threat'
  ])
})

test.each([
  ...['a', '4', '4 ', '4111 1111 ', '4-', 'a.', 'a b', 'ssn ', '12-', 'secret sk-', 'eyJaaaaaaaaaaa.', 'https://a'],
  ...['-----BEGIN RSA ', 'aws secret ', 'i will ', 'kill all ', 'send me ', 'fu', 'shit ', 'аa', '\u0301', '’']
])('a megabyte of %j is judged while it grows by its length alone', { timeout: 20_000 }, (piece) => {
  expect(findingsIn(piece.repeat(1_000_000 / piece.length)).length).toBeLessThan(3)
})

test('what a random value in a link spells was written by nobody', () => {
  const token = `${letters(24)}-FuCK-${letters(30)}`

  expect(findingsIn(`You are invited: https://comms.example.com/auth/accept?invitation=${token}`)).toEqual([])
  expect(findingsIn(`You are invited: ${token}`)).toEqual(['profanity'])
  expect(findingsIn('see https://example.com/what-the-fuck-is-this-about-anyway')).toEqual(['profanity'])
})
