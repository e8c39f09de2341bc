/** Short test output: failures in full, skips with reason, the count at the end. Passed tests are only counted. */
import type { TestEvent } from 'node:test/reporters'

/** A reporter for `node --test`. */
export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let passed = 0
  let failed = 0
  let skipped = 0
  for await (const event of source) {
    if (event.type === 'test:pass') {
      const skip = event.data.skip
      if (skip !== undefined && skip !== false) {
        skipped += 1
        yield `skipped: ${event.data.name}: ${typeof skip === 'string' ? skip : 'no reason was given'}\n`
      } else if (event.data.details.type !== 'suite') passed += 1
    } else if (event.type === 'test:fail') {
      failed += 1
      const error = event.data.details.error
      const cause = error.cause instanceof Error ? error.cause.stack ?? error.cause.message : error.message
      yield `FAILED: ${event.data.name} (${event.data.file ?? ''}:${event.data.line ?? 0})\n${cause}\n\n`
    } else if (event.type === 'test:stderr' || event.type === 'test:stdout') {
      yield event.data.message
    }
  }
  yield `${passed} passed, ${failed} failed, ${skipped} skipped\n`
}
