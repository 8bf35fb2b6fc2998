import { assert, oneof, property, string, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import { isExempt } from "./noProxy.ts";

describe("NO_PROXY", () => {
  // Rows after Go `golang.org/x/net/http/httpproxy/proxy_test.go`, UseProxyTests.
  it.each([
    ["", "https://example.com", false],
    ["*", "https://example.com", true],
    ["foo, *", "https://example.com", true],
    ["example.com", "https://example.com", true],
    ["example.com", "https://www.example.com", true],
    ["example.com", "https://notexample.com", false],
    ["example.com", "https://example.com.evil", false],
    ["EXAMPLE.com", "https://Example.COM", true],
    [".example.com", "https://www.example.com", true],
    [".example.com", "https://example.com", false],
    ["*.example.com", "https://www.example.com", true],
    ["*.example.com", "https://example.com", false],
    ["*example.com", "https://www.example.com", false],
    ["example.com.", "https://example.com", true],
    ["example.com", "https://example.com.", true],
    ["example.com:443", "https://example.com", true],
    ["example.com:443", "https://example.com:8443", false],
    ["example.com:80", "http://www.example.com", true],
    [".example.com:5000", "https://r.example.com:5000", true],
    ["192.168.1.1", "https://192.168.1.1", true],
    ["192.168.1.1", "https://192.168.1.11", false],
    ["192.168.1.1:5000", "https://192.168.1.1:5000", true],
    ["192.168.1.1:5000", "https://192.168.1.1:5001", false],
    ["192.168.1.0/24", "https://192.168.1.77:5000", true],
    ["192.168.1.0/24", "https://192.168.2.77", false],
    ["192.168.1.0/33", "https://192.168.1.1", false],
    ["192.168.1.0/x", "https://192.168.1.1", false],
    ["10.0.0.0/8", "https://ten.example", false],
    ["0.0.0.0/0", "https://8.8.8.8", true],
    ["0.0.0.0/0", "https://[2001:db8::1]", false],
    ["2001:db8::/32", "https://[2001:db8::1]", true],
    ["[2001:db8::1]", "https://[2001:db8:0:0::1]", true],
    ["2001:db8::1", "https://[2001:db8::1]:5000", true],
    ["[2001:db8::1]:5000", "https://[2001:db8::1]:5000", true],
    ["[2001:db8::1]:5001", "https://[2001:db8::1]:5000", false],
    ["a.example b.example", "https://b.example", true],
    ["a.example,\tb.example , ", "https://b.example", true],
    [",, ,", "https://example.com", false],
    [".", "https://example.com", false],
    ["https://example.com", "https://example.com", false],
  ])("%j exempts %s: %s", (list, url, exempt) => {
    expect(isExempt(new URL(url), list)).toBe(exempt);
  });

  it("accepts any text", () => {
    const rule = stringMatching(/^[a-z0-9.:/*[\] ,@-]{0,40}$/);
    assert(
      property(oneof(string(), rule), (list) => {
        expect(typeof isExempt(new URL("https://[2001:db8::1]:5000"), list)).toBe("boolean");
      }),
      { numRuns: 2000 },
    );
  });
});
