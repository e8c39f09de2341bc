import { downloadPolicy } from './headers.ts'
import { mediaTypeOf } from './media-type.ts'

/** Types that a browser may show in a page of ours; everything else is only ever saved. No SVG, no HTML, no PDF. */
const INLINE: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

/** Characters of a file name. */
export const FILE_NAME_MAX = 200

/**
 * Headers of bytes that a stranger made. They are saved, not shown: `attachment`, never sniffed, and a policy under which
 * nothing runs should a browser show them all the same. The web client fetches pictures and shows them as data.
 */
export function downloadHeaders({ name, type, size }: {
  readonly name: string, readonly type: string, readonly size: number,
}): Record<string, string> {
  const declared = mediaTypeOf(type)
  const safe = INLINE.has(declared) || declared === 'text/plain' || declared === 'message/rfc822' || declared === 'application/pdf'
  return {
    'content-type': safe ? declared === 'text/plain' ? 'text/plain; charset=utf-8' : declared : 'application/octet-stream',
    'content-length': String(size),
    'content-disposition': `attachment; ${fileNameParameters(name)}`,
    'content-security-policy': downloadPolicy,
    'cache-control': 'private, no-store',
  }
}

/** The name in both forms of RFC 6266, without path, control characters or direction marks. */
function fileNameParameters(name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cf}"\\/:*?<>|]/gu, '_').replace(/^\.+/, '_').slice(0, FILE_NAME_MAX).toWellFormed().trim()
  const file = clean === '' ? 'file' : clean
  const ascii = file.replace(/[^\x20-\x7e]/g, '_').replaceAll('%', '_')
  const encoded = encodeURIComponent(file).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return `filename="${ascii}"; filename*=UTF-8''${encoded}`
}
