import type { Hit } from '../detectors/detector.ts'
import type { Person } from '../persons.ts'
import type { Reading } from '../reading.ts'
import type { Sentence } from '../sentences.ts'
import type { Setting } from '../setting.ts'
import type { Reason } from '../types.ts'

/** A hit with the detector it came from, in one block. */
export interface DetectedHit extends Hit { readonly detector: string, readonly type: string }

/** Everything a reason may look at in one block. */
export interface Block {
  readonly reading: Reading
  readonly setting: Setting
  readonly persons: readonly Person[]
  readonly sentences: readonly Sentence[]
  readonly hits: readonly DetectedHit[]
  /** What the whole mail is: see `Tone`. */
  readonly tone: Tone
}

/** How much a mail as a whole speaks of nobody, 0 = not at all. Gathered over subject and body before the reasons. */
export interface Tone {
  readonly animal: number
  readonly fiction: number
  readonly test: number
  readonly vacancy: number
  readonly general: number
  readonly public: number
  readonly statistics: number
  /** A person that can be recognised occurs somewhere in the mail; the best weight. */
  readonly person: number
}

/** What a reason found in one block. */
export interface Ground {
  readonly reason: Reason
  readonly score: number
  readonly rules: readonly string[]
  readonly findings: readonly (Hit & { readonly detector: string, readonly type: string })[]
}

/** A reason judges one block. */
export type ReasonRule = (block: Block) => readonly Ground[]
