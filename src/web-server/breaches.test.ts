import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { JUDGEMENT_FIELD_MAX } from '../compliance/judgement.ts'
import { hour } from '../base/sizes.ts'
import { anja, asked, openPortalLab, type PortalLab } from './portal.testing.ts'
import type { Client } from './web-server.testing.ts'

const judgement = {
  what: 'Een bericht kwam bij een naamgenoot.', people: '1 cliënt', categories: 'BSN, gezondheid', risk: 'small',
  ground: 'Niemand heeft het gelezen.', measures: 'De toegang is dicht.', delay: '', authorityNumber: '',
}

describe('the officer judges a breach', () => {
  let lab: PortalLab
  let officer: Client
  let breach: { id: string, changedAt: number }
  beforeEach(async () => {
    lab = await openPortalLab()
    await lab.send()
    await asked(lab.visitor().ask('POST', '/api/guest/not-me', { body: { link: lab.linkFor(anja.address) } }), 200)
    await lab.person('fg', { roles: ['privacy-officer'] })
    officer = lab.visitor()
    await officer.signIn('fg@zonnehof.test')
    breach = (await asked(officer.ask('GET', '/api/breaches'), 200)).json.breaches[0]
  })
  afterEach(() => lab.close())

  const put = (body: object, { id, changedAt } = breach) =>
    officer.ask('PUT', `/api/breaches/${id}`, { body: { ...judgement, changedAt, decision: 'save', ...body } })
  const kinds = async () => (await lab.kinds()).filter((kind) => kind.startsWith('breach.'))

  test('saved, recorded as not reported, reported after all, closed: each step once, with evidence', async () => {
    const saved = (await asked(put({}), 200)).json
    assert.deepEqual([saved.state, saved.fields.judgement, saved.fields.history.length], ['draft', judgement, 1])
    const again = (await asked(put({ ground: 'Anders' }, saved), 200)).json
    assert.equal(again.fields.history.length, 1, 'saving again is no new line')
    assert.deepEqual(await kinds(), ['breach.drafted'])
    lab.clock.at += hour
    const kept = (await asked(put({ decision: 'keep' }, again), 200)).json
    assert.deepEqual([kept.state, kept.fields.history.map((one: { decision: string }) => one.decision)], ['assessed', ['save', 'keep']])
    const reported = (await asked(put({ decision: 'report', risk: 'high', authorityNumber: 'AP-1' }, kept), 200)).json
    const closed = (await asked(put({ decision: 'close', risk: 'high' }, reported), 200)).json
    assert.equal(closed.state, 'closed')
    assert.deepEqual(await kinds(), ['breach.drafted', 'breach.assessed', 'breach.reported', 'breach.closed'])
    assert.equal((await put({}, closed)).status, 422)
    assert.equal((await officer.ask('GET', `/api/breaches/${breach.id}`)).json.state, 'closed')
  })

  test('what the law wants on paper is asked for', async () => {
    assert.deepEqual((await put({ decision: 'keep', ground: '  ', risk: null })).json, { problem: 'missing', missing: ['risk', 'ground'] })
    assert.deepEqual((await put({ decision: 'report', measures: '' })).json, { problem: 'missing', missing: ['measures'] })
    assert.deepEqual((await put({ decision: 'keep', risk: 'high' })).json, { problem: 'high-risk', missing: [] })
    assert.deepEqual((await put({ decision: 'close' })).json, { problem: 'state', missing: [] })
    lab.clock.at += 72 * hour + 1
    await officer.signIn('fg@zonnehof.test')
    assert.deepEqual((await put({ decision: 'report' })).json, { problem: 'missing', missing: ['delay'] })
    assert.equal((await put({ decision: 'report', delay: 'De officer was ziek.' })).json.state, 'reported')
  })

  test('two officers do not write over each other', async () => {
    const answers = await Promise.all([put({ ground: 'een' }), put({ ground: 'twee' })])
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409])
    assert.equal((await put({ ground: 'drie' })).json.problem, 'changed-meanwhile')
  })

  test('bad input is refused by its field; what was kept stays', async () => {
    assert.equal((await put({ what: 'x'.repeat(JUDGEMENT_FIELD_MAX) })).status, 200)
    const now = (await officer.ask('GET', `/api/breaches/${breach.id}`)).json
    for (const [field, body] of Object.entries({
      what: { what: 'x'.repeat(JUDGEMENT_FIELD_MAX + 1) }, risk: { risk: 'none' }, decision: { decision: 'delete' },
      changedAt: { changedAt: 'now' }, people: { people: 3 },
    })) {
      const { status, json } = await put(body, { ...now, ...('changedAt' in body ? { changedAt: body.changedAt } : {}) })
      assert.deepEqual([status, json.field], [400, field])
    }
    assert.equal((await put({}, { id: 'nobody', changedAt: 1 })).status, 404)
    assert.deepEqual((await officer.ask('GET', `/api/breaches/${breach.id}`)).json, now)
  })

  test('it names the kinds of data by the reasons of the guard, never the data', async () => {
    const { fields } = (await officer.ask('GET', `/api/breaches/${breach.id}`)).json
    assert.deepEqual(fields.reasons, ['national-id', 'health'])
    assert.ok(!JSON.stringify(fields).includes('111222333'))
  })
})
