/** What the server says of keys and closings. */
export interface Rotation {
  readonly state: 'asked' | 'running' | 'done'
  readonly endedAt: number | null
  readonly rowsDone: number
  readonly rowsAll: number
}

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
