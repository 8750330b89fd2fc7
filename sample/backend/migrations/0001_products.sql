CREATE TABLE products (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    price_cents INTEGER NOT NULL CHECK (price_cents >= 0),
    stock INTEGER NOT NULL DEFAULT 0 CHECK (stock >= 0)
);

INSERT INTO products (name, price_cents, stock) VALUES
    ('Teapot', 2490, 12),
    ('Cup', 690, 48),
    ('Green tea, 100 g', 850, 30),
    ('Biscuits', 320, 100);
