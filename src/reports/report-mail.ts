/** The mail that carries a report, and its file. RFC 9990 §3.5.2 (RFC 7489 §7.2.1.1), RFC 8460 §5.1 and §5.3 */
import { gzipSync } from 'node:zlib'
import { concatBytes } from '../base/bytes.ts'
import { addressField } from '../message/build.ts'
import { utf8Bytes } from '../message/charset.ts'
import { endLine, multipart, textPart, type ComposedPart } from '../message/compose-part.ts'
import { formatDate, type MessageDate } from '../message/date.ts'
import { encodeBase64Lines } from '../message/encode-body.ts'
import { fieldValue, foldField } from '../message/fold.ts'
import { dmarcXml } from './dmarc-xml.ts'
import { tlsJson } from './tls-json.ts'
import type { Report } from './types.ts'

export interface ReportFile {
  readonly name: string
  readonly type: 'application/gzip' | 'application/tlsrpt+gzip'
  readonly bytes: Uint8Array
}

/** The file, packed; its name says who, about whom and when. `submitter`: our domain. */
export function reportFile(
  report: Report, { about, submitter }: { readonly about: string, readonly submitter: string },
): ReportFile {
  const id = report.reportId.replace(/[^A-Za-z0-9.-]/g, '').slice(0, 64)
  const plain = (domain: string): string => domain.replace(/[^A-Za-z0-9._-]/g, '')
  const name = `${plain(submitter)}!${plain(about)}!${report.begin}!${report.end}!${id}`
  return report.kind === 'dmarc'
    ? { name: `${name}.xml.gz`, type: 'application/gzip', bytes: gzipSync(dmarcXml(report)) }
    : { name: `${name}.json.gz`, type: 'application/tlsrpt+gzip', bytes: gzipSync(tlsJson(report)) }
}

export interface ReportMailParts {
  readonly report: Report
  readonly file: ReportFile
  readonly about: string
  readonly submitter: string
  readonly from: string
  readonly to: string
  readonly messageId: string
  readonly date: MessageDate
  readonly boundary: string
}

/** The mail. A report about TLS must arrive where TLS fails too: it says that it may go without (RFC 8689 §5). */
export function reportMail(parts: ReportMailParts): Uint8Array {
  const { report, file, about, submitter, from, to, messageId, date, boundary } = parts
  const subject = `Report Domain: ${about} Submitter: ${submitter} Report-ID: <${report.reportId}>`
  const what = report.kind === 'dmarc' ? 'DMARC aggregate report' : 'TLS report'
  const text = `This is a ${what} about ${about} from ${submitter}.\r\n`
    + `It counts what happened from ${moment(report.begin)} to ${moment(report.end)}.\r\nThe file is for programs.\r\n`
  const type = report.kind === 'dmarc' ? 'multipart/mixed' : 'multipart/report; report-type="tlsrpt"'
  const body = multipart([textPart('plain', text), attached(file)], { type, boundary })
  const header = foldField('Date', formatDate(date)) + addressField('From', [{ name: null, email: from }], false)
    + addressField('To', [{ name: null, email: to }], false)
    + foldField('Subject', fieldValue('Subject', subject, { utf8: false })) + foldField('Message-ID', `<${messageId}>`)
    + (report.kind === 'dmarc' ? '' : tlsFields({ about, submitter })) + 'Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n'
  return concatBytes([utf8Bytes(`${header}${body.fields}\r\n`), endLine(body.body)])
}

function tlsFields({ about, submitter }: { readonly about: string, readonly submitter: string }): string {
  return foldField('TLS-Report-Domain', about) + foldField('TLS-Report-Submitter', submitter) + 'TLS-Required: No\r\n'
}

/** The name in one piece: programs that read reports often know no other form (RFC 2231 would cut it). */
function attached({ name, type, bytes }: ReportFile): ComposedPart {
  return {
    fields: `Content-Type: ${type}\r\nContent-Disposition: attachment;\r\n filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n`,
    body: encodeBase64Lines(bytes),
  }
}

const moment = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ') + ' UTC'
