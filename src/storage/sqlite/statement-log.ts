import {
  closeSync, constants, fdatasyncSync, fstatSync, fsyncSync, openSync, readFileSync, statfsSync, writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { randomOctets } from '../../base/random.ts'
import { MiB } from '../../base/sizes.ts'
import type { Sql } from '../script.ts'
import type { Connection } from './connection.ts'
import { EPOCH_BYTES, readRecords, RecordWriter } from './statement-record.ts'

/** Where the log begins again even when SQLite's own log is not full: bounds what is done again after a power cut. */
export const LOG_BYTES_MAX = 16 * MiB

/** Room is taken in steps of this size. */
const GROWN_BYTES = MiB

/** Free octets on the disk below which replies wait for the commit: more than everything that may be on its way. */
const FREE_BYTES_MIN = 64 * MiB

/**
 * The statement log: what makes a group durable before SQLite has written its pages.
 *
 * A commit of SQLite writes and syncs every page that a group touched: 12 of 4 KiB for a mail of 4 KiB. Here the
 * group's statements are written behind each other into one file whose room is taken beforehand, with one sync; the
 * replies leave, and the commit follows, without a sync of its own (`synchronous = normal`). After a power cut SQLite's
 * own log gives the state of some group, never half of one, and the statements of the groups after it are done again.
 *
 * Promises: `take` says true only when the record is on disk. Whatever was committed earlier is on disk before the log
 * begins again at its start. Records are written and read only under SQLite's write lock, so two processes over one
 * file never mix: whoever finds another's epoch in the database takes over with an epoch of its own. Fails: a log that
 * cannot be written is not used; the group is then committed and synced in SQLite's log (`sync`), as it was before.
 */
export class StatementLog {
  readonly #connection: Connection
  readonly #path: string
  readonly #records = new RecordWriter()
  #epoch = randomOctets(EPOCH_BYTES)
  #number = 0
  #isOurs = false
  #hasRoom = true
  #file: number | undefined
  #sqliteLog: number | undefined
  /** Where the next record goes, and how far the file was written since it was wiped. */
  #at = 0
  #writtenTo = 0
  #sizeBytes = 0

  constructor(connection: Connection, databasePath: string) {
    this.#connection = connection
    this.#path = databasePath
    this.#lookForRoom()
  }

  /**
   * Inside the group's transaction, when its last statement was run: makes the group durable, true when it is. After
   * true the caller answers, then commits; after false it commits, calls `sync`, then answers.
   */
  take(statements: readonly Sql[]): boolean {
    if (!this.#hasRoom) return false
    if (!this.#isOurs) return this.#takeOver()
    if (!this.#note()) {
      this.#isOurs = false
      return this.#takeOver()
    }
    const record = this.#records.write({ number: this.#number, epoch: this.#epoch, statements })
    if (record === undefined) return false
    try {
      this.#append(record)
      return true
    } catch {
      // The disk is full or fails: what was half written is no record, and SQLite's own log is used.
      this.#hasRoom = false
      return false
    }
  }

  /** Every commit so far is on disk, in SQLite's log or in the database. The log begins again. */
  sync(): void {
    this.#sqliteLog ??= openSync(`${this.#path}-wal`, 'r')
    fsyncSync(this.#sqliteLog)
    this.#at = 0
    this.#lookForRoom()
  }

  /** The same, and nothing of what was written stays in the file. Not inside a transaction. */
  wipe(): void {
    if (this.#file === undefined || this.#writtenTo === 0) return
    this.sync()
    const zeros = Buffer.alloc(Math.min(this.#writtenTo, MiB))
    for (let at = 0; at < this.#writtenTo; at += zeros.length) {
      writeSync(this.#file, zeros, 0, Math.min(zeros.length, this.#writtenTo - at), at)
    }
    fdatasyncSync(this.#file)
    this.#writtenTo = 0
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    if (this.#sqliteLog !== undefined) closeSync(this.#sqliteLog)
  }

  /** The number of this group stands in the database with it; false when another process has taken over. */
  #note(): boolean {
    this.#number += 1
    return this.#connection.run({
      text: 'update storage_statements set number = ? where id = 1 and epoch = ?', values: [this.#number, this.#epoch],
    }) === 1
  }

  /** From the next group on the log is ours: this one is committed and synced first. */
  #takeOver(): false {
    // Never an epoch of before: its records may stand in the file still.
    this.#epoch = randomOctets(EPOCH_BYTES)
    this.#number = 0
    this.#isOurs = this.#connection.run({
      text: 'update storage_statements set number = 0, epoch = ? where id = 1', values: [this.#epoch],
    }) === 1
    return false
  }

  #append(record: Uint8Array): void {
    if (this.#at + record.length > LOG_BYTES_MAX) this.sync()
    const file = this.#open()
    if (this.#at + record.length > this.#sizeBytes) this.#grow(file)
    for (let done = 0; done < record.length;) {
      done += writeSync(file, record, done, record.length - done, this.#at + done)
    }
    fdatasyncSync(file)
    this.#at += record.length
    this.#writtenTo = Math.max(this.#writtenTo, this.#at)
  }

  #open(): number {
    if (this.#file !== undefined) return this.#file
    const file = openSync(logPath(this.#path), constants.O_RDWR | constants.O_CREAT, 0o600)
    this.#file = file
    this.#sizeBytes = fstatSync(file).size
    // What a process of before left is wiped with ours.
    this.#writtenTo = this.#sizeBytes
    // The name must be there too after a power cut.
    const folder = openSync(dirname(this.#path), 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
    return file
  }

  /** Takes room beforehand: octets that are written over need no new place, and their sync a third of the time. */
  #grow(file: number): void {
    writeSync(file, Buffer.alloc(GROWN_BYTES), 0, GROWN_BYTES, this.#sizeBytes)
    fsyncSync(file)
    this.#sizeBytes += GROWN_BYTES
  }

  /** With little room left on the disk a commit might fail after its replies: then they leave after it. */
  #lookForRoom(): void {
    try {
      const { bavail, bsize } = statfsSync(dirname(this.#path))
      this.#hasRoom = bavail * bsize >= FREE_BYTES_MIN
    } catch {
      this.#hasRoom = false
    }
  }
}

/** Makes the place where the log's number stands in the database. */
export const statementLogTables = `
  create table if not exists storage_statements
    (id integer primary key, number integer not null, epoch blob not null) strict;
  insert into storage_statements (id, number, epoch) values (1, 0, zeroblob(${EPOCH_BYTES}))
    on conflict (id) do nothing;
`

/**
 * Does again what the log holds and the database does not, in one transaction; gives how many groups that were. For the
 * start, before anything else is written. A log that does not follow on the database (one that was restored) is left.
 */
export function redoStatements(connection: Connection, databasePath: string): number {
  connection.exec('begin immediate')
  try {
    const [state] = connection.all({ text: 'select number, epoch from storage_statements where id = 1', values: [] }) as
      { number: number, epoch: Uint8Array }[]
    let done = 0
    for (const { number, epoch, statements } of readRecords(readLog(databasePath))) {
      if (state === undefined || Buffer.compare(epoch, state.epoch) !== 0 || number > state.number + done + 1) break
      if (number <= state.number) continue
      for (const statement of statements) connection.all(statement)
      connection.run({ text: 'update storage_statements set number = ? where id = 1', values: [number] })
      done += 1
    }
    connection.exec('commit')
    return done
  } catch (error) {
    if (connection.inTransaction) connection.exec('rollback')
    throw error
  }
}

function readLog(databasePath: string): Uint8Array {
  try {
    return readFileSync(logPath(databasePath))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Uint8Array(0)
    throw error
  }
}

function logPath(databasePath: string): string {
  return `${databasePath}-statements`
}
