import { Fields } from '../models/fields.ts'
import { fieldsBusiness } from './fields-business.ts'
import { fieldsHealth } from './fields-health.ts'
import { fieldsNobody } from './fields-nobody.ts'
import { fieldsPerson } from './fields-person.ts'

/** All fields of meaning as one. Their order is part of what the models learned. */
export const fields = new Fields({ ...fieldsHealth, ...fieldsPerson, ...fieldsBusiness, ...fieldsNobody })
