import Type from 'typebox'

/** How many rows a page has; a number as the address of a request holds it. */
export const Limit = Type.String({
  pattern: '^(?:[1-9]|[1-9][0-9]|100)$',
  description: 'Rows of a page, 1 to 100; 50.'
})
/** Where the next page begins. */
export const Cursor = Type.String({
  pattern: '^[A-Za-z]+_[0-9A-Za-z_]{1,60}$',
  description: 'cursor of the page before.'
})
