import { assert } from '../base/assert.ts'
import { reportFrom } from './answer.ts'
import { destinationsOf } from './dmarc-tags.ts'
import { readDmarc } from './dmarc-read.ts'
import { POLICIES_MAX, readTls } from './tls-json.ts'
import { COUNT_MAX, ROWS_MAX } from './types.ts'

const xml = '<feedback><report_metadata><org_name>x</org_name><report_id>1</report_id><date_range><begin>1</begin><end>2</end></date_range>'
  + '</report_metadata><policy_published><domain>a.example</domain><p>none</p></policy_published><record><row><source_ip>192.0.2.1</source_ip>'
  + '<count>1</count></row></record></feedback>'
const json = '{"organization-name":"x","report-id":"1","date-range":{"start-datetime":"2026-01-01T00:00:00Z","end-datetime":"2026-01-01T23:59:59Z"},'
  + '"policies":[{"policy":{"policy-type":"sts","policy-domain":"a.example"},"summary":{"total-successful-session-count":1,"total-failure-session-count":0}}]}'

const seed = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Reports of strangers: whatever bytes come, reading ends within its limits and gives only values that make sense; the child's answer too. */
export const fuzz = {
  name: 'reports',
  seeds: [seed(xml), seed(json), seed('v=DMARC1; rua=mailto:a@b.example!1m')],
  async run(input: Uint8Array): Promise<void> {
    const text = new TextDecoder().decode(input)
    const dmarc = await readDmarc(text)
    assert(dmarc === undefined || dmarc.rows.length <= ROWS_MAX, 'too many rows')
    for (const { count, headerFrom } of dmarc?.rows ?? []) assert(count <= COUNT_MAX && !/[<>\s]/.test(headerFrom), 'a row that makes no sense')
    const tls = readTls(text)
    assert(tls === undefined || tls.policies.length <= POLICIES_MAX, 'too many policies')
    // A child that was taken over can say anything.
    const said = reportFrom(text)
    assert(said === undefined || said === 'unproved' || said.organisation !== '', 'a report of nobody')
    if (dmarc !== undefined) assert(JSON.stringify(reportFrom(JSON.stringify(dmarc))) !== undefined, 'an own report that is not believed')
    for (const one of destinationsOf(text)) assert(one.scheme === 'https' || !/[\s<>]/.test(one.address), 'an address that is more than one')
  },
}
