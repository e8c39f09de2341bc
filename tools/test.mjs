// npm test: installs what is missing (npm packages; Debian packages when root), then runs every suite.
import { join } from 'node:path'
import { ensureInstalled, root, runTypeScript } from './install.mjs'

ensureInstalled()
process.exitCode = await runTypeScript(join(root, 'tools', 'test.ts'), process.argv.slice(2))
