import { mailstoreContract } from './mailstore.contract.ts'

mailstoreContract('SQLite', () => ({}))
