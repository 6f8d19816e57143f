import { expect, test } from 'vitest'
import { textOfHtml } from '../../../src/providers/email/html-text.ts'

test.each([
  ['<p>Hello  there,</p>\n<p>noon?</p>', 'Hello there,\nnoon?'],
  ['a<br/>b<BR>c', 'a\nb\nc'],
  ['<div>1 &lt; 2 &amp;&nbsp;3 &gt; 2 &#39;x&#x27; &eacute;</div>', "1 < 2 & 3 > 2 'x' &eacute;"],
  ['<head><title>T</title></head><style>p{}</style><script>alert("<p>")</script><p>Only this</p>', 'Only this'],
  ['<!-- hidden <p>x</p> -->seen', 'seen'],
  ['<p>one</p><p></p><p></p><p></p><p>two</p>', 'one\n\ntwo'],
  ['<script>never closed', ''],
  ['&#0;&#1114112;&#x110000;', '&#0;&#1114112;&#x110000;'],
  ['', '']
])('%j reads %j', (html, text) => {
  expect(textOfHtml(html)).toBe(text)
})

test.each(['<', '<!--', '<script', '&nbsp;', '<br ', '</p ', ' ', '&', '<p>'])(
  'a megabyte of %j is read at once',
  { timeout: 5000 },
  (piece) => {
    expect(textOfHtml(piece.repeat(1_000_000 / piece.length)).length).toBeLessThanOrEqual(1_000_000)
  }
)
