import { epochContract } from './epoch.contract.ts'

epochContract('SQLite', () => ({}))
