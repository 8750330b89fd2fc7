import type { BuildInfo } from "../build-info.ts";

export interface Product {
  id: number;
  name: string;
  priceCents: number;
  stock: number;
}

async function json<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, init);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? `HTTP ${response.status}`);
  return body as T;
}

export const products = () => json<Product[]>("/api/products");

export const backendBuildInfo = () => json<BuildInfo>("/backend/build/info");

/** Gives the new order's number. */
export async function placeOrder(productId: number): Promise<number> {
  const order = await json<{ id: number }>("/api/orders", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ productId, quantity: 1 }),
  });
  return order.id;
}

/** The server writes it as a script (for pages that load it with a tag); here it is loaded when it is wanted. */
export function uiBuildInfo(): Promise<BuildInfo> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/build-info.js";
    script.onload = () => {
      script.remove();
      const info = (window as Window & { __BUILD_INFO__?: BuildInfo }).__BUILD_INFO__;
      if (info) resolve(info);
      else reject(new Error("/build-info.js set nothing"));
    };
    script.onerror = () => reject(new Error("/build-info.js did not load"));
    document.head.append(script);
  });
}
