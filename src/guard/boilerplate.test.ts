import { test } from 'node:test'
import assert from 'node:assert/strict'
import { isDisclaimer, isDisclaimerParagraph, PARAGRAPH_LOOK_MAX } from './boilerplate.ts'
import { kindAt, segments } from './segment.ts'

const FOOTERS = [
  'Dit bericht is vertrouwelijk. Bent u niet de geadresseerde, verwijder het dan en informeer ons.',
  'This message is confidential and may be privileged; if it was not meant for you, please delete it.',
  'Diese Nachricht ist vertraulich. Falls Sie nicht der Empfänger sind, löschen Sie sie bitte und geben Sie uns Bescheid.',
  'Ce message est confidentiel. Si vous n’en êtes pas le destinataire, merci de le supprimer sans le diffuser.',
  'Wij vragen nooit per mail om uw wachtwoord of pincode.',
  'We will never ask you for your password or bank details in an email.',
]

test('footers about the message are known in four languages', () => {
  for (const footer of FOOTERS) assert.ok(isDisclaimer(footer), footer)
})

test('a request for silence about a matter is no footer', () => {
  for (const text of [
    'Dit is vertrouwelijk: we nemen maandag de drukkerij van Van Loon over.',
    'We vragen mevrouw Post nooit meer om haar pincode, die is 4417.',
    'This is confidential, the board has not decided on the merger.',
  ]) assert.ok(!isDisclaimer(text), text)
})

/** Breaks a text as mail programs do. */
const broken = (text: string, mark = ''): string => text.replaceAll(/(.{1,58})(?: |$)/g, `${mark}$1\n`)

test('a footer that was broken into lines is a footer, also when it is quoted', () => {
  for (const footer of FOOTERS.slice(0, 4)) {
    for (const mark of ['', '> ', '>> ']) {
      const text = `${mark}De bloemen staan klaar.\n${mark}\n${broken(footer, mark)}`
      const list = segments(text)
      assert.equal(kindAt(list, text.lastIndexOf('\n', text.length - 2) - 5), 'disclaimer', text)
      assert.notEqual(kindAt(list, 5), 'disclaimer')
    }
  }
})

test('a paragraph that begins with a matter of its own is not given up for the footer words in it', () => {
  assert.ok(!isDisclaimerParagraph('Mevrouw Post heeft MS. Dit bericht is vertrouwelijk en alleen bedoeld voor de geadresseerde, verwijder het.'))
  assert.ok(!isDisclaimerParagraph('x'.repeat(PARAGRAPH_LOOK_MAX + 1)))
})

test('a short farewell begins a signature, thanks for something does not', () => {
  for (const farewell of ['Gr.', 'Tot gauw,', 'Speak soon', 'Bis bald', 'À bientôt', 'Thanks, Ada', 'LG']) {
    const text = `De zaal is vrij.\n\n${farewell}\n\nAda Post\nPlanning`
    assert.equal(kindAt(segments(text), text.indexOf('Ada Post\n')), 'signature', farewell)
  }
  const text = 'Thanks for the report on Mr Post,\nhe has diabetes.'
  assert.equal(kindAt(segments(text), text.indexOf('diabetes')), 'new')
})

test('name, job and web address stand for a sender without a farewell', () => {
  const text = 'Zaal is vrij.\n\nAda Post\nPlanning | Zaal Oost\nT 020 555 01 02 | www.zaal-oost.example\n\nMevrouw Bos heeft griep.'
  assert.equal(kindAt(segments(text), text.indexOf('Ada')), 'signature')
  assert.equal(kindAt(segments(text), text.indexOf('Mevrouw')), 'new')
  const list = 'Mevrouw Bos, 4-3-1950\nT 06 12345678\nMeneer Vos, 5-4-1951\nT 06 12345679'
  assert.equal(kindAt(segments(list), 3), 'new')
})
