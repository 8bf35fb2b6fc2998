import { describe, expect, it } from "vitest";
import { api } from "./api.ts";
import { installApi } from "./testing/setUp.ts";

describe("api", () => {
  it("turns an exception of the preload script into a failure", async () => {
    installApi({
      "app:info": () => {
        throw new Error("gone");
      },
    });
    const answer = await api.invoke("app:info", {});
    expect(answer).toMatchObject({
      ok: false,
      error: { code: "internal", retryable: true, detail: "app:info: Error: gone" },
    });
  });

  it("gives each job its id and progress, and unsubscribes at its end", async () => {
    const heard: string[] = [];
    const fake = installApi();
    const job = api.startJob("target:check", { text: "x:1" }, (progress) => {
      heard.push(progress.kind === "working" ? progress.message : "");
    });
    await Promise.resolve();
    const working = { kind: "working", done: 0, total: 0 } as const;
    fake.emit("job:progress", { jobId: "other", progress: { ...working, message: "other" } });
    fake.emit("job:progress", { jobId: job.id, progress: { ...working, message: "mine" } });
    await job.result;
    expect(heard).toEqual(["mine"]);
    expect(fake.inputsOf("target:check")).toEqual([{ jobId: job.id, text: "x:1" }]);
    expect(fake.listening()).toBe(0);
  });

  it("says when it has taken a part of a result", async () => {
    const heard: string[] = [];
    const fake = installApi();
    const job = api.startJob("inspect:open", { text: "x:1" }, ({ kind }) => heard.push(kind));
    await Promise.resolve();
    const part = { kind: "text", of: "bytes", text: "{}" } as const;
    fake.emit("job:progress", { jobId: job.id, progress: { kind: "part", part } });
    expect(heard).toEqual(["part"]);
    expect(fake.inputsOf("job:partTaken")).toEqual([{ jobId: job.id }]);
    await job.result;
  });

  it("subscribes once for any number of jobs", async () => {
    const fake = installApi();
    const jobs = Array.from({ length: 300 }, () =>
      api.startJob("target:check", { text: "x:1" }, () => {}),
    );
    await Promise.resolve();
    expect(fake.listening()).toBe(1);
    await Promise.all(jobs.map(({ result }) => result));
    expect(fake.listening()).toBe(0);
  });
});
