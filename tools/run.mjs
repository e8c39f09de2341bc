// node tools/run.mjs FILE.ts [parameters]: runs one of our tools on Node 26, after installing what is missing.
import { resolve } from 'node:path'
import { ensureInstalled, runTypeScript } from './install.mjs'

ensureInstalled()
const [file, ...parameters] = process.argv.slice(2)
process.exitCode = await runTypeScript(resolve(file), parameters)
