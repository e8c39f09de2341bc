/** What the server says of keys and closings. */
export interface Rotation {
  readonly state: 'asked' | 'running' | 'done'
  readonly endedAt: number | null
  readonly rowsDone: number
  readonly rowsAll: number
}

/** How often a page looks how far the work is. */
export const ROTATION_LOOK_MS = 2000

export interface Closing {
  readonly id: string
  readonly address: string
  readonly name: string
  readonly state: 'asked' | 'erasing' | 'closed'
  readonly byOwner: boolean
  readonly closesAt: number
  readonly closedAt: number | null
  readonly hasReceipt: boolean
}
