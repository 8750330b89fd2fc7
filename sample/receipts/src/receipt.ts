export interface Receipt {
  order: number;
  text: string;
}

/** Writes the receipt of one shipped order. */
export function write(order: number): Receipt {
  return { order, text: `Order ${order} is on its way. Thank you!` };
}
