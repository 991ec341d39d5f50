import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

class Reader {
    public static void main(String[] args) throws Exception {
        for (int i = 0; Files.exists(Path.of(args[1], i + ".env")); i++) {
            Properties env = new Properties();
            try (InputStream in = Files.newInputStream(Path.of(args[1], i + ".env"))) {
                env.load(in);
            }
            StringBuilder text = new StringBuilder();
            for (String key : new String[] {"AA", "KK", "BB"}) {
                text.append(env.getProperty(key)).append('\0');
            }
            Files.write(Path.of(args[1], i + ".out"), text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
