import { command, SIGNED_IN } from '../command.ts'
import { QUOTA_ROOT, quotaLine } from '../quota-lines.ts'

/** How much the account keeps and may keep. RFC 9208 §4.1.1 */
export const getQuota = command({
  name: 'GETQUOTA',
  states: SIGNED_IN,
  rfc: ['RFC 9208 §4.1.1'],
  capabilities: ['QUOTA', 'QUOTA=RES-STORAGE'],
  parse(args) {
    args.sp()
    return args.astringText('a quota root')
  },
  async run(root, { session, out }) {
    if (root !== QUOTA_ROOT) return { status: 'NO', code: 'NONEXISTENT', text: 'no such quota root' }
    out.line(await quotaLine(session.mail))
    return { status: 'OK', text: 'done' }
  },
})
