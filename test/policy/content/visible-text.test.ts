import { expect, test } from 'vitest'
import { visibleText } from '../../../src/policy/content/visible-text.ts'

test.each([
  ['<p>Hello <b>Da</b>na</p>', ' Hello Dana '],
  ['push<br>it, <td>4111</td><td>1111</td>', 'push it,  4111  1111 '],
  ['f<i></i>u<!-- x > y -->ck', 'fuck'],
  ['a<!-->b<!--->c<!-- x --!>d<!-- y --', 'abcd'],
  ['a<style>p > b { color: red }</style>b', 'a b'],
  ['a<script>if (1 < 2) run()</script >b', 'a b'],
  ['a</style>b<style>c</style>', 'a b '],
  ['4&#52;4&#x34; &amp;&lt;&nbsp;&shy;&unknown; &#0;', '4444 &< &unknown; &#0;'],
  ['f&#117ck f&#000000000117;ck &#x00000066; &amp', 'fuck fuck f &amp'],
  ['&LT;&foo;&#x10ffff;&#x110000;', '<&foo;\u{10ffff}&#x110000;'],
  ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
  ['open <b', 'open '],
  ['open <!-- never closed', 'open '],
  ['<style>never closed', ' '],
  ['', '']
])('%j is seen as %j', (html, seen) => {
  expect(visibleText(html)).toBe(seen)
})

test.each(['<', '<a', '<!--', '<style>', '</', '&#', '&#0', '<!-- -->', '<style></style>'])(
  'a megabyte of %j is read while it grows by its length alone',
  { timeout: 20_000 },
  (piece) => {
    expect(visibleText(piece.repeat(1_000_000 / piece.length)).length).toBeLessThanOrEqual(1_000_000)
  }
)
