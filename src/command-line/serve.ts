import { once } from 'node:events'
import { systemClock } from '../base/clock.ts'
import { collectStartGarbage } from '../base/garbage.ts'
import { Refusal } from '../base/errors.ts'
import { openLog } from '../log/pino.ts'
import { openHouse } from '../app.ts'
import { serveHouse } from '../serve.ts'
import { readParameters, type Command } from './command.ts'
import { serveControl } from './control.ts'
import { isServed, openHome } from './home.ts'
import { runInHouse } from './operations.ts'
import { keepCompiled } from './keep-compiled.ts'

/** Runs the service until SIGTERM or SIGINT. */
export const serve: Command = {
  name: 'serve',
  parameters: '[--home DIR] [--set key=value]...',
  doc: 'Runs the service. Prints one JSON line when every listener accepts; SIGTERM ends it cleanly.',
  async run(words) {
    const { values } = readParameters(words, {})
    const home = openHome({ folder: values.home, sets: values.set })
    if (await isServed(home.controlSocket)) {
      throw new Refusal('home-in-use', `another Zegel is running over ${home.folder}; stop that one first`)
    }
    const log = openLog({ level: home.config['log.level'], stream: process.stderr })
    const house = await openHouse({ home, log, clock: systemClock })
    const listeners = await serveHouse(house).catch(async (error: unknown) => {
      await house.close()
      throw error
    })
    const run = (operation: string, args: unknown): Promise<unknown> => runInHouse(house, operation, args)
    const control = await serveControl(home.controlSocket, run, log).catch(async (error: unknown) => {
      await listeners.close()
      await house.close()
      throw error
    })
    process.stdout.write(`${JSON.stringify({ ready: true, listeners: listeners.addresses })}\n`)
    collectStartGarbage()
    keepCompiled()
    await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
    log.info('service.stopping')
    control.close()
    await listeners.close()
    await house.close()
    log.info('service.stopped')
    return 0
  },
}
