import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/**
 * Opens WebSockets with OkHttp, as the Kotlin library for AppSync Events does. Reads lines:
 * CONNECT, a tab, the URL, then headers as "name: value" after a tab each, opens a socket; any other
 * line is sent over it. Prints "OPEN" or "FAILED" and the reason, then each message on a line.
 */
public class OkHttpClientSession {
    public static void main(String[] arguments) throws Exception {
        OkHttpClient client = new OkHttpClient();
        WebSocket socket = null;
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (line.startsWith("CONNECT\t")) {
                socket = client.newWebSocket(handshake(line.split("\t")), new Printer());
            } else {
                socket.send(line);
            }
        }
        System.exit(0);
    }

    private static Request handshake(String[] fields) {
        Request.Builder request = new Request.Builder().url(fields[1]);
        for (int index = 2; index < fields.length; index++) {
            String[] header = fields[index].split(": ", 2);
            request.addHeader(header[0], header[1]);
        }
        return request.build();
    }

    private static class Printer extends WebSocketListener {
        @Override
        public void onOpen(WebSocket socket, Response response) {
            System.out.println("OPEN");
        }

        @Override
        public void onMessage(WebSocket socket, String text) {
            System.out.println(text);
        }

        @Override
        public void onFailure(WebSocket socket, Throwable cause, Response response) {
            System.out.println("FAILED " + cause);
        }
    }
}
