import { queryContract } from './query.contract.ts'

queryContract('SQLite', () => ({}))
