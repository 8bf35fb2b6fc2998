// Runs in the main process before the app: keeps the rule for devices, which Electron does not give back.
// No device is plugged into the machine of a test that could ask for it.
const { app, session } = require("electron");

app.once("ready", () => {
  const { defaultSession } = session;
  const set = defaultSession.setDevicePermissionHandler.bind(defaultSession);
  defaultSession.setDevicePermissionHandler = (handler) => {
    globalThis.deviceHandler = handler;
    set(handler);
  };
});
