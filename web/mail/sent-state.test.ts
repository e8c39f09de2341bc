import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canRecall, canRenew, isOver, isSecured, isStillHere, momentOf, wantsAttention, wayOf, type RecipientState, type SentRecipient } from './sent-state.ts'

const guest = (state: RecipientState, more: Partial<SentRecipient> = {}): SentRecipient => ({
  route: 'portal', state, text: '', factor: null, readAt: '2026-11-22T10:00:00Z', expiresAt: '2026-12-22T10:00:00Z', recalledAt: '2026-11-23T10:00:00Z',
  finishedAt: '2026-11-21T10:00:00Z', portal: { id: 'p', noticedAt: '2026-11-21T11:00:00Z', notice: 'delivered', repliedAt: null }, ...more,
})

test('what is over can neither be renewed nor withdrawn', () => {
  for (const state of ['refused', 'expired', 'recalled', 'failed', 'delivered'] as const) {
    assert.deepEqual([canRenew(guest(state)), canRecall([guest(state)])], [false, false], state)
  }
  for (const state of ['unread', 'read', 'answered', 'locked', 'factor-needed'] as const) {
    assert.deepEqual([canRenew(guest(state)), canRecall([guest(state)])], [true, true], state)
  }
  assert.equal(canRecall([guest('delivered', { route: 'verified-tls', portal: null }), guest('trying')]), true)
  assert.equal(canRenew(guest('waiting', { portal: null })), false)
})

test('a mail is over when everybody sent it away or it was taken back, and not while one may still answer', () => {
  assert.deepEqual([isOver([]), isOver([guest('refused')]), isOver([guest('recalled'), guest('refused')])], [false, true, true])
  for (const state of ['unread', 'read', 'answered', 'locked', 'expired', 'failed', 'delivered', 'waiting'] as const) {
    assert.equal(isOver([guest('refused'), guest(state)]), false, state)
  }
})

test('green is only what goes secured and is in order', () => {
  assert.equal(isSecured(guest('unread')), true)
  assert.equal(isSecured(guest('locked')), false)
  assert.equal(isSecured(guest('delivered', { route: 'ordinary', portal: null })), false)
  assert.equal(wantsAttention(guest('unread')), false)
  assert.equal(wantsAttention(guest('unread', { portal: { id: 'p', noticedAt: null, notice: 'failed', repliedAt: null } })), true)
  assert.deepEqual(['refused', 'factor-needed', 'locked', 'expired', 'failed'].map((state) => wantsAttention(guest(state as RecipientState))), [true, true, true, true, true])
})

test('a mail of which one copy went plainly is not called secured', () => {
  const plain = guest('delivered', { route: 'ordinary', portal: null })
  const inside = guest('delivered', { route: 'internal', portal: null })
  assert.equal(wayOf([guest('unread'), plain]), 'plain')
  assert.equal(wayOf([guest('unread'), inside]), 'secured')
  assert.equal(wayOf([inside]), 'internal')
  assert.equal(wayOf([]), undefined)
  assert.deepEqual([isStillHere([guest('waiting'), guest('held')]), isStillHere([guest('waiting'), plain])], [true, false])
})

test('the moment is that of the sentence', () => {
  const day = (state: RecipientState, more: Partial<SentRecipient> = {}): number | undefined => {
    const at = momentOf(guest(state, more))
    return at === null ? undefined : new Date(at).getUTCDate()
  }
  assert.deepEqual([day('unread'), day('read'), day('delivered'), day('recalled'), day('expired'), day('trying')], [21, 22, 21, 23, 22, undefined])
  assert.equal(day('recalled', { recalledAt: null }), 21)
  assert.equal(day('unread', { portal: null }), undefined)
})
