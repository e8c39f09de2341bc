import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowedAddresses, allowedAttributes, allowedTags, countsOpenings, hides, isTracker, letterLink, pictureSource, pixels, quieted } from './letter-rules.ts'

test('nothing that runs, loads or poses as our page is allowed', () => {
  const tags: readonly string[] = allowedTags
  for (const tag of ['script', 'style', 'link', 'meta', 'base', 'iframe', 'frame', 'object', 'embed', 'form', 'input', 'button', 'textarea', 'select', 'svg', 'math', 'video', 'audio', 'source', 'picture', 'track', 'template', 'slot', 'dialog', 'details', 'map', 'area', 'marquee', 'portal', 'noscript', 'html', 'head', 'body']) {
    assert.equal(tags.includes(tag), false, tag)
  }
  const attributes: readonly string[] = allowedAttributes
  for (const attribute of ['style', 'class', 'id', 'name', 'srcset', 'sizes', 'background', 'poster', 'ping', 'cite', 'longdesc', 'usemap', 'lowsrc', 'dynsrc', 'action', 'formaction', 'target', 'rel', 'onload', 'onerror', 'srcdoc', 'xlink:href', 'profile', 'manifest', 'is', 'part', 'popover', 'autofocus', 'tabindex', 'contenteditable']) {
    assert.equal(attributes.includes(attribute), false, attribute)
  }
})

test('addresses', () => {
  for (const bad of ['javascript:x', 'data:text/html,x', 'data:image/svg+xml;base64,x', 'data:image/png,x', 'file:///x', '//x', '/api/sign-out', 'blob:x', 'mailto:x', ' https://x']) {
    assert.equal(allowedAddresses.test(bad), false, bad)
  }
  for (const good of ['https://x', 'HTTP://x', 'cid:a@b', 'data:image/png;base64,aa']) assert.equal(allowedAddresses.test(good), true, good)
})

test('where a picture comes from', () => {
  assert.deepEqual(pictureSource('cid:logo%40x'), { kind: 'inside', cid: 'logo@x' })
  assert.deepEqual(pictureSource('cid:%'), { kind: 'inside', cid: '%' })
  assert.deepEqual(pictureSource('https://t.example/p.gif'), { kind: 'remote', url: 'https://t.example/p.gif' })
  for (const none of ['', '/x.png', '//t.example/x', 'data:image/svg+xml;base64,aaaa', 'javascript:1', 'blob:https://x/1']) assert.deepEqual(pictureSource(none), { kind: 'none' }, none)
})

test('pictures that count readers', () => {
  assert.equal(isTracker('1', '1'), true)
  assert.equal(isTracker('600', '1px'), true)
  assert.equal(isTracker('0', null), true)
  assert.equal(isTracker(null, null), false)
  assert.equal(isTracker('100%', '40'), false)
})

test('styles that hide', () => {
  for (const style of ['display:none', 'color:red; DISPLAY : none !important', 'visibility:hidden', 'font-size:0', 'font-size: 0px;', 'opacity:0', 'max-height:0px;overflow:hidden', 'mso-hide:all']) assert.equal(hides(style), true, style)
  for (const style of ['', 'display:block', 'font-size:0.9em', 'opacity:0.5', 'max-height:0.5em', 'font-size:10px', 'line-height:0']) assert.equal(hides(style), false, style)
})

test('links in letters', () => {
  assert.equal(letterLink('javascript:alert(1)', 'x'), undefined)
  assert.equal(letterLink('https://evil.example', 'www.bank.nl')?.say, true)
  assert.equal(letterLink('https://evil.example', 'Klik')?.say, false)
})

test('sizes', () => {
  assert.equal(pixels('120'), 120)
  assert.equal(pixels('120px'), 120)
  for (const none of [null, '', '50%', '-1', '1e9', '123456']) assert.equal(pixels(none), null)
})

test('style sheets and base go, style and event attributes get another name', () => {
  assert.equal(quieted('<base href=x><img src=x onerror="y">'), '<img src=x data-onerror="y">')
  assert.equal(quieted('<p style="color:red" title=x>style=a</p>'), '<p data-style="color:red" title=x>style=a</p>')
  assert.equal(quieted('a<style>p{}</style>b'), 'a</style>b')
  assert.equal(quieted('<style>open'), '')
  assert.equal(quieted('1 < 2'), '1 ')
  assert.equal(quieted('plain'), 'plain')
})

test('hostile HTML ends quickly', () => {
  const began = performance.now()
  for (const hostile of ['<a ', '<style>', '<', '<p style=', '<style></style>']) quieted(hostile.repeat(200_000))
  assert.ok(performance.now() - began < 3000)
})

test('addresses that count openings are known, those of pictures to be seen are not', () => {
  for (const url of [
    'https://u1.ct.post.example/wf/open?upn=abc', 'https://post.example/track/open.php?u=1', 'https://x.post.example/e/open/123', 'https://post.example/open.aspx?id=1',
    'https://pixel.post.example/a.png', 'https://open.post.example/t.gif', 'https://a.example/img/tracking-pixel.gif', 'https://a.example/beacon.gif?u=7',
  ]) assert.ok(countsOpenings(url), url)
  for (const url of [
    'https://beeld.post.example/kop.png', 'https://opening.example/uitnodiging.jpg', 'https://a.example/open-dag/foto.jpg', 'https://a.example/openbaar/kaart.png',
    'https://tracker-museum.example/kaart.png', `https://a.example/${'a'.repeat(600)}/wf/open`,
  ]) assert.ok(!countsOpenings(url), url)
})
