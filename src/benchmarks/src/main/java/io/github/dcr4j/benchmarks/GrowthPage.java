package io.github.dcr4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes the tables and plots of {@link Growth}'s results into a page, between {@code <!-- growth: SERIES -->} and
 * {@code <!-- end -->}. Arguments: the file of the results, and the page.
 */
public final class GrowthPage {
    private static final String END = "<!-- end -->";

    /** What one round measured at one size. */
    private record Row(String series, int size, double subject, double baseline, String unit, double bytes) {
        static Row of(String line) {
            String[] values = line.split(",", -1);
            return new Row(
                    values[0],
                    Integer.parseInt(values[1]),
                    Double.parseDouble(values[3]),
                    Double.parseDouble(values[4]),
                    values[5].substring(0, values[5].indexOf('/')),
                    Double.parseDouble(values[6]));
        }
    }

    /** The rounds at one size. */
    private record Point(int size, String unit, Spread subject, Spread baseline, Spread ratio, Spread bytes) {
        static Point of(List<Row> rows) {
            return new Point(
                    rows.get(0).size(),
                    rows.get(0).unit(),
                    Spread.of(rows.stream().mapToDouble(Row::subject)),
                    Spread.of(rows.stream().mapToDouble(Row::baseline)),
                    Spread.of(rows.stream().mapToDouble(row -> row.subject() / row.baseline())),
                    Spread.of(rows.stream().mapToDouble(Row::bytes)));
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "| %,d | %s %s | %s | %s | %s |",
                    size,
                    subject.printed(digits()),
                    unit,
                    baseline.printed(digits()),
                    ratio.printed(2),
                    size(bytes.median()));
        }

        private int digits() {
            return subject.median() < 100 ? 1 : 0;
        }

        private static String size(double bytes) {
            return bytes < 1
                    ? "0"
                    : String.format(
                            Locale.ROOT, bytes < 10_000 ? "%.0f B" : "%.0f kB", bytes < 10_000 ? bytes : bytes / 1000);
        }
    }

    private GrowthPage() {}

    /** Writes the page. */
    public static void main(String[] arguments) throws IOException {
        Path page = Path.of(arguments[1]);
        Files.writeString(page, written(Files.readString(page), Files.readAllLines(Path.of(arguments[0]))));
    }

    /** Returns {@code page} with what {@code lines} say, the head among them. */
    static String written(String page, List<String> lines) {
        Map<String, List<Row>> series = lines.stream()
                .skip(1)
                .map(Row::of)
                .collect(Collectors.groupingBy(Row::series, TreeMap::new, Collectors.toList()));
        String written = page;
        for (Map.Entry<String, List<Row>> one : series.entrySet()) {
            String begin = "<!-- growth: " + one.getKey() + " -->\n";
            int from = written.indexOf(begin);
            if (from < 0) {
                throw new IllegalStateException("the page has no place for " + one.getKey());
            }
            int to = written.indexOf(END, from);
            written =
                    written.substring(0, from + begin.length()) + drawn(points(one.getValue())) + written.substring(to);
        }
        return written;
    }

    private static List<Point> points(List<Row> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(Row::size, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(Point::of)
                .toList();
    }

    private static String drawn(List<Point> points) {
        String unit = points.get(0).unit();
        return """

                ```mermaid
                xychart-beta
                  x-axis [%s]
                  y-axis "%s" 0 --> %d
                  line [%s]
                  line [%s]
                ```

                | | took | floor | ratio | allocated |
                |---|---|---|---|---|
                %s

                """.formatted(
                        listed(points, point -> String.format(Locale.ROOT, "\"%,d\"", point.size())),
                        unit,
                        Math.round(Math.ceil(points.stream()
                                .mapToDouble(point -> point.subject().max())
                                .max()
                                .orElse(1))),
                        listed(points, point -> number(point.subject())),
                        listed(points, point -> number(point.baseline())),
                        points.stream().map(Point::line).collect(Collectors.joining("\n")));
    }

    private static String listed(List<Point> points, Function<Point, String> text) {
        return points.stream().map(text).collect(Collectors.joining(", "));
    }

    private static String number(Spread spread) {
        return String.format(Locale.ROOT, "%.1f", spread.median());
    }
}
