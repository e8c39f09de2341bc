import type { Role } from '../mailstore/types.ts'

/** Special-use attributes of LIST. RFC 6154 §2, RFC 9051 §7.3.1 */
const ATTRIBUTES: Readonly<Record<Role, string | null>> = {
  inbox: null, drafts: '\\Drafts', sent: '\\Sent', junk: '\\Junk', trash: '\\Trash', archive: '\\Archive',
}

export function attributeOf(role: Role | null): string | null {
  return role === null ? null : ATTRIBUTES[role]
}

/** The role for an attribute without its backslash, any case. */
export function roleOf(attribute: string): Role | undefined {
  const wanted = `\\${attribute}`.toLowerCase()
  for (const [role, name] of Object.entries(ATTRIBUTES)) if (name?.toLowerCase() === wanted) return role as Role
  return undefined
}
