/** What threading needs of one message. */
export interface ThreadedMessage {
  /** Message number or UID, as it is answered. */
  readonly number: number
  readonly seq: number
  /** Message-ID without brackets; null when there is none. */
  readonly id: string | null
  /** From the first ancestor to the parent. */
  readonly references: readonly string[]
  /** Stands for the base subject: equal where that is, empty where that is. RFC 5256 §2.1 */
  readonly subject: string
  /** The subject says that this answers or forwards. */
  readonly isReply: boolean
  /** Sent date, or else the moment of arrival, ms. */
  readonly sentAt: number
}

/** A place in the tree: a message, or a dummy for one that is not here. */
export interface ThreadNode {
  readonly message: ThreadedMessage | null
  readonly children: ThreadNode[]
}

/** Trees may be as deep as there are messages, so nothing here calls itself. */
export function* parentsLast(roots: readonly ThreadNode[]): Generator<ThreadNode> {
  const stack = roots.map((node) => ({ node, at: 0 })).reverse()
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const child = top.node.children[top.at++]
    if (child) stack.push({ node: child, at: 0 })
    else {
      stack.pop()
      yield top.node
    }
  }
}

/** The message of a place; of a dummy that of its first child. Children must be in order. */
function firstMessage(node: ThreadNode): ThreadedMessage | null {
  return node.message ?? node.children[0]?.message ?? null
}

/** Order of siblings: by sent date, then by number. RFC 5256 §2.2 */
export function bySentDate(left: ThreadNode, right: ThreadNode): number {
  const one = firstMessage(left)
  const other = firstMessage(right)
  if (!one || !other) return 0
  return one.sentAt - other.sentAt || one.seq - other.seq
}

/** The subject that a thread is known by. RFC 5256 §3: REFERENCES step 5 */
export function threadSubject(root: ThreadNode): { readonly subject: string, readonly isReply: boolean } {
  const message = firstMessage(root)
  return { subject: message?.subject ?? '', isReply: message?.isReply ?? false }
}

/** Order of messages as siblings. */
export function byDate(left: ThreadedMessage, right: ThreadedMessage): number {
  return left.sentAt - right.sentAt || left.seq - right.seq
}

/** The threads as the answer writes them: `(1 2 (3)(4 5))`. RFC 5256 §4: thread-list */
export function formatThreads(roots: readonly ThreadNode[]): string {
  const pieces: string[] = []
  type Step = ThreadNode | ')'
  const stack: Step[] = []
  const push = (nodes: readonly ThreadNode[]): void => {
    for (let at = nodes.length - 1; at >= 0; at--) stack.push(')', nodes[at] as ThreadNode)
  }
  push(roots)
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    if (step === ')') {
      pieces.push(')')
      continue
    }
    pieces.push('(')
    let node: ThreadNode | undefined = step
    // One child after the other stands in the same parentheses; where there are several, each has its own.
    while (node) {
      if (node.message) pieces.push(String(node.message.number))
      const { children }: ThreadNode = node
      if (children.length > 1) {
        if (node.message) pieces.push(' ')
        push(children)
        break
      }
      node = children[0]
      if (node) pieces.push(' ')
    }
  }
  return pieces.join('')
}
