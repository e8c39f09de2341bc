import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Answer, Marked, System } from './answers.ts'

/** The most that the command may answer: 64 MiB, a hundred times what the set needs. */
const ANSWERS_BYTES_MAX = 64 * 1024 * 1024

const root = join(import.meta.dirname, '..', '..')

/** Our guard as it is delivered: the command line's own command, all cases in one stream, with the weights it loads. */
export const guard: System = {
  name: 'Zegel',
  about: './zegel guard check --jsonl',
  answer: (cases) => {
    const input = cases.map((one) => JSON.stringify(one)).join('\n')
    const run = spawnSync(join(root, 'zegel'), ['guard', 'check', '--jsonl'], { input, encoding: 'utf8', maxBuffer: ANSWERS_BYTES_MAX })
    if (run.status !== 0) throw new Error(`zegel guard check ended with ${run.status ?? run.signal ?? 'nothing'}: ${run.stderr.slice(-2000)}`)
    const answers = run.stdout.trim().split('\n').map((line) => readAnswer(JSON.parse(line) as Partial<Answer>))
    if (answers.length !== cases.length) throw new Error(`${cases.length} cases, ${answers.length} answers`)
    return answers
  },
}

const readAnswer = ({ id = '', secure = false, reasons = [], entities = [], warn = [] }: Partial<Answer>): Answer =>
  ({ id, secure, reasons, entities: entities.map((mark: Partial<Marked>) => ({ type: mark.type ?? '', value: mark.value ?? '', part: mark.part ?? '', start: mark.start ?? 0, end: mark.end ?? 0 })), warn })
