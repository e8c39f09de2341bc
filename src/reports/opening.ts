/** Opens reports of strangers in a locked-down child, as attachments are. */
import { join } from 'node:path'
import { createExtractor } from '../extract/extract.ts'
import type { Log } from '../log/log.ts'
import { ANSWER_BYTES_MAX, reportFrom } from './answer.ts'
import { PACKED_BYTES_MAX, type Report } from './types.ts'

/** Reports that wait for the child; further ones stay ordinary mail. */
export const REPORTS_WAITING_MAX = 20

export interface ReportOpener {
  /** The report in a file; undefined when it is none or over a limit. Never throws for what is in it. */
  open(packed: Uint8Array, options: { readonly isSigned: boolean }): Promise<Report | 'unproved' | undefined>
  close(): void
}

/** One child at a time, over code in that folder; started when the first report comes. */
export function createReportOpener({ cacheFolder, log }: {
  readonly cacheFolder: string, readonly log: Log,
}): ReportOpener {
  const extractor = createExtractor({
    cacheFolder, log, entry: join(import.meta.dirname, 'read-child.ts'),
    limits: {
      children: 1, waitingMax: REPORTS_WAITING_MAX, fileBytesMax: PACKED_BYTES_MAX, textBytesMax: ANSWER_BYTES_MAX,
    },
  })
  return {
    async open(packed, { isSigned }) {
      const said = await extractor.extract({ name: 'report', type: isSigned ? 'signed' : '', bytes: packed })
      return 'text' in said ? reportFrom(said.text) : undefined
    },
    close: () => extractor.close(),
  }
}
