import { mailstoreContract } from './mailstore.contract.ts'
import { severalContract } from './several.contract.ts'

mailstoreContract('SQLite', () => ({}))
severalContract('SQLite', () => ({}))
