import { getContext } from 'svelte'
import type { Mail } from './mail.svelte.ts'

/** Where components find the open mail; `undefined` until it is connected. */
export interface MailHolder {
  mail: Mail | undefined
}

export const mailKey = Symbol('mail')

/** The holder of this page. Call it while a component starts. */
export function mailHolder(): MailHolder {
  return getContext<MailHolder>(mailKey)
}

/** The open mail; only for components that are shown when it is there. */
export function openMail(): Mail {
  const { mail } = mailHolder()
  if (mail === undefined) throw new Error('mail is not open')
  return mail
}
