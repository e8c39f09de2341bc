// npm start: installs what is missing, builds the web application when needed, runs the demonstration.
import { join } from 'node:path'
import { ensureInstalled, root, runTypeScript } from './install.mjs'

ensureInstalled()
const built = await runTypeScript(join(root, 'tools', 'build-web.ts'), ['--if-needed'])
if (built !== 0) process.exit(built)
process.exitCode = await runTypeScript(join(root, 'src', 'main.ts'), ['demo', ...process.argv.slice(2)])
