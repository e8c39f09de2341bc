import type { Command } from '../command.ts'
import { append } from './append.ts'
import { authenticate } from './authenticate.ts'
import { cancelUpdate } from './cancel-update.ts'
import { capability } from './capability.ts'
import { check } from './check.ts'
import { close } from './close.ts'
import { compress } from './compress.ts'
import { copy } from './copy.ts'
import { create } from './create.ts'
import { deleteMailbox } from './delete.ts'
import { enable } from './enable.ts'
import { examine } from './examine.ts'
import { expunge, uidExpunge } from './expunge.ts'
import { fetch } from './fetch.ts'
import { getQuota } from './get-quota.ts'
import { getQuotaRoot } from './get-quota-root.ts'
import { id } from './id.ts'
import { idle } from './idle.ts'
import { list } from './list.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { lsub } from './lsub.ts'
import { move } from './move.ts'
import { namespace } from './namespace.ts'
import { noop } from './noop.ts'
import { notify } from './notify.ts'
import { rename } from './rename.ts'
import { replace } from './replace.ts'
import { search } from './search.ts'
import { select } from './select.ts'
import { sort } from './sort.ts'
import { starttls } from './starttls.ts'
import { status } from './status.ts'
import { store } from './store.ts'
import { subscribe } from './subscribe.ts'
import { thread } from './thread.ts'
import { unselect } from './unselect.ts'
import { unsubscribe } from './unsubscribe.ts'

/** Every command there is. Dispatch, CAPABILITY and the table of standards are made from this list. */
export const commands: readonly Command[] = [
  capability, noop, logout, id,
  starttls, authenticate, login,
  enable, select, examine, create, deleteMailbox, rename, subscribe, unsubscribe, list, lsub, namespace, status,
  append, idle, getQuota, getQuotaRoot, compress, notify,
  check, close, unselect, expunge, uidExpunge, search, sort, cancelUpdate, thread, fetch, store, copy, move, replace,
]
