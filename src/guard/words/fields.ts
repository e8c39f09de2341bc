import { Fields, type FieldLists } from '../models/fields.ts'
import { fieldsBusiness } from './fields-business.ts'
import { fieldsHealth } from './fields-health.ts'
import { fieldsMore } from './fields-more.ts'
import { fieldsNobody } from './fields-nobody.ts'
import { fieldsPerson } from './fields-person.ts'

const lists: FieldLists = { ...fieldsHealth, ...fieldsPerson, ...fieldsBusiness, ...fieldsNobody }

/** All fields of meaning as one. Their order is part of what the models learned. */
export const fields = new Fields(Object.fromEntries(Object.entries(lists)
  .map(([name, list]) => [name, `${list} ${fieldsMore[name] ?? ''}`])))
