import { readParameters, type Command } from './command.ts'

/** The demonstration: two organisations in one process, each a whole service with its own home. */
export const demo: Command = {
  name: 'demo',
  parameters: '[--reset] [--home DIR]',
  doc: 'Runs the demonstration (npm start): two organisations with people, sample mail, and a made-up outside world.',
  async run(words) {
    const { values } = readParameters(words, { reset: { type: 'boolean', default: false } })
    const { runDemo } = await import('./demo-run.ts')
    return runDemo({ home: values.home, reset: values.reset })
  },
}
