import { openHouse } from '../app.ts'
import { systemClock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { openLog } from '../log/pino.ts'
import { turnEpochs } from '../mailstore/epoch.ts'
import { print, readParameters, type Command } from './command.ts'
import { isServed, openHome } from './home.ts'

/** After a home or its database was put back from a copy, before it is served. */
export const restored: Command = {
  name: 'restored',
  parameters: '[--home DIR] [--json]',
  doc: 'Says that the database was put back from a copy: run it before serve. Mail programs and the webmail then read every mailbox anew, and take nothing of the time that was lost for what is there now.',
  async run(words) {
    const { values } = readParameters(words, {})
    const home = openHome({ folder: values.home, sets: values.set })
    if (await isServed(home.controlSocket)) {
      throw new Refusal('home-in-use', `Zegel is running over ${home.folder}; stop it first`)
    }
    const log = openLog({ level: home.config['log.level'], stream: process.stderr })
    const house = await openHouse({ home, log, clock: systemClock })
    try {
      const accounts = await turnEpochs({ store: house.store, clock: systemClock })
      print(values, { accounts }, [`${accounts} accounts: every mailbox is read anew by its mail programs.`])
    } finally {
      await house.close()
    }
    return 0
  },
}
