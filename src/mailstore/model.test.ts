import { mailstoreModel } from './model.contract.ts'

mailstoreModel('SQLite', () => ({}))
