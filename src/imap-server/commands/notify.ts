import { NOTIFY_EVENTS, notifyWish } from '../../imap/notify.ts'
import { command, SIGNED_IN } from '../command.ts'
import { Notifications } from '../notifications.ts'

/** Tells changes of chosen mailboxes without being asked. RFC 5465 §3, §5, §6 */
export const notify = command({
  name: 'NOTIFY',
  states: SIGNED_IN,
  rfc: ['RFC 5465 §3', 'RFC 5465 §5', 'RFC 5465 §6'],
  capabilities: ['NOTIFY'],
  parse(args) {
    args.sp()
    return notifyWish(args)
  },
  async run(wanted, context) {
    if (wanted.wish === 'bad event') {
      return { status: 'NO', code: `BADEVENT (${NOTIFY_EVENTS.join(' ')})`, text: 'that event is not known here' }
    }
    const notifications = wanted.wish === 'none' ? null : await Notifications.begin(wanted, context, context.wake)
    context.session.notify(notifications)
    return { status: 'OK', text: 'done' }
  },
})
