/** A DMARC aggregate report written down as XML. RFC 9990 §3, appendix A */
import type { DmarcReport, DmarcRow } from './types.ts'

/** The namespace of RFC 9990. */
export const DMARC_NAMESPACE = 'urn:ietf:params:xml:ns:dmarc-2.0'

/** The whole document. Every value is escaped; characters that XML cannot hold are left out. */
export function dmarcXml(report: DmarcReport): string {
  const { policy } = report
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>', `<feedback xmlns="${DMARC_NAMESPACE}">`, '<version>1.0</version>',
    '<report_metadata>', element('org_name', report.organisation), element('email', report.contact),
    element('report_id', report.reportId), '<date_range>', element('begin', String(report.begin)),
    element('end', String(report.end)), '</date_range>', element('generator', 'Zegel'), '</report_metadata>',
    '<policy_published>', element('domain', policy.domain), element('p', policy.p), optional('sp', policy.sp),
    optional('np', policy.np), optional('adkim', policy.adkim), optional('aspf', policy.aspf),
    element('discovery_method', 'treewalk'), optional('fo', policy.fo), element('testing', policy.testing ? 'y' : 'n'),
    '</policy_published>', ...report.rows.map(rowXml), '</feedback>', '',
  ]
  return lines.filter((line) => line !== '').join('\n')
}

function rowXml(row: DmarcRow): string {
  const reason = row.reason === null ? '' : `<reason>${element('type', row.reason.type)}${element('comment', row.reason.comment)}</reason>`
  const dkim = row.dkimFound.map(({ domain, selector, result }) =>
    `<dkim>${element('domain', domain)}${element('selector', selector)}${element('result', result)}</dkim>`)
  const spf = row.spfFound === null ? ''
    : `<spf>${element('domain', row.spfFound.domain)}${element('scope', row.spfFound.scope)}${element('result', row.spfFound.result)}</spf>`
  return [
    '<record>', '<row>', element('source_ip', row.sourceIp), element('count', String(row.count)), '<policy_evaluated>',
    element('disposition', row.disposition), element('dkim', row.dkim), element('spf', row.spf), reason, '</policy_evaluated>',
    '</row>', '<identifiers>', element('header_from', row.headerFrom), element('envelope_from', row.envelopeFrom),
    '</identifiers>', '<auth_results>', ...dkim, spf, '</auth_results>', '</record>',
  ].filter((line) => line !== '').join('\n')
}

const optional = (name: string, value: string | null): string => value === null ? '' : element(name, value)

function element(name: string, value: string): string {
  const plain = value.toWellFormed().replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
  return `<${name}>${plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</${name}>`
}
