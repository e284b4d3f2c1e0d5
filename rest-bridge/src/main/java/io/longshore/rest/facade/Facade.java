package io.longshore.rest.facade;

import io.grpc.Channel;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;

/**
 * All APIs of the facade over one channel.
 *
 * @param channel where {@code longshore.v1} is
 * @param methods the APIs
 * @param jobs tells where jobs stand
 */
public record Facade(Channel channel, List<FacadeMethod> methods, JobFacade jobs) {
    /** Copies the list. */
    public Facade {
        methods = List.copyOf(methods);
    }

    /** The facade over a channel: dates are printed in {@code zone}, {@code pollKey} is what the server lets jobs be polled by. */
    public static Facade over(Channel channel, ZoneId zone, String pollKey, Clock clock) {
        var dates = new OriginalDates(zone);
        var inventories = new Inventories(dates);
        var answers = new TaskAnswers(inventories);
        var methods = Stream.of(
                        new SessionFacade(dates, clock).methods(),
                        new QueryFacade(inventories, dates).methods(),
                        new ImageFacade(answers).methods(),
                        new BackupFacade(answers).methods(),
                        new AddStorageFacade(answers).methods(),
                        new BackupStorageFacade(answers).methods(),
                        new TrashFacade(inventories, answers).methods(),
                        new ProgressFacade(clock).methods())
                .flatMap(List::stream)
                .toList();
        return new Facade(channel, methods, new JobFacade(channel, pollKey, answers));
    }
}
