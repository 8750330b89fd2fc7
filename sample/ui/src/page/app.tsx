import { useEffect, useState } from "preact/hooks";
import { products as loadProducts, type Product, placeOrder } from "./api.ts";
import { Builds } from "./builds.tsx";

const euros = new Intl.NumberFormat("en", { style: "currency", currency: "EUR" });

export function App() {
  const [products, setProducts] = useState<Product[]>([]);
  const [message, setMessage] = useState("");

  const refresh = () =>
    loadProducts().then(setProducts, (error: Error) =>
      setMessage(`Could not load the products: ${error.message}`),
    );
  useEffect(() => {
    void refresh();
  }, []);

  async function order(product: Product) {
    try {
      const id = await placeOrder(product.id);
      setMessage(`Order ${id}: one ${product.name}`);
      await refresh();
    } catch (error) {
      setMessage(`Could not order: ${(error as Error).message}`);
    }
  }

  return (
    <>
      <h1>Shop</h1>
      <table>
        <thead>
          <tr>
            <th>Product</th>
            <th class="number">Price</th>
            <th class="number">In stock</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {products.map((product) => (
            <tr key={product.id}>
              <td>{product.name}</td>
              <td class="number">{euros.format(product.priceCents / 100)}</td>
              <td class="number">{product.stock}</td>
              <td>
                <button type="button" disabled={product.stock === 0} onClick={() => order(product)}>
                  Order
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p role="status">{message}</p>
      <Builds />
    </>
  );
}
