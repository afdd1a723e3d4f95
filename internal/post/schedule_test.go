package post_test

import (
	"slices"
	"testing"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/post"
)

func TestAScheduledPostAppearsAtItsTimeAsItIsThen(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("At ten"))
		at := morning.Add(time.Hour)
		p = must(k.Schedule(ctx(t), p.ID, 0, p.Version, at))(t)
		if p.Status != post.Scheduled || !p.ScheduledAt.Equal(at) {
			t.Fatalf("%+v", p)
		}
		k.save(p, article("At ten sharp"))
		if _, err := k.Published(ctx(t), p.ID); !fault.Is(err, fault.NotFound) {
			t.Fatalf("readers see it before its time: %v", err)
		}
		k.clock.set(at)
		if got := k.events(); !slices.Equal(got, []string{"post.published"}) {
			t.Fatalf("told %q", got)
		}
		seen := must(k.Published(ctx(t), p.ID))(t)
		if seen.Revision.Headline != "At ten sharp" || !seen.FirstPublishedAt.Equal(at) || !k.get(p.ID).ScheduledAt.IsZero() {
			t.Fatalf("%+v", seen)
		}
		if err := k.PublishDue(ctx(t), p.ID); err != nil || len(k.events()) != 0 {
			t.Fatalf("the job ran again and did something: %v", err)
		}
	})
}

func TestAPostSetToALaterTimeIgnoresItsFirstJob(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("Later"))
		early, late := morning.Add(time.Hour), morning.Add(2*time.Hour)
		must(k.Schedule(ctx(t), p.ID, 0, 0, early))(t)
		must(k.Schedule(ctx(t), p.ID, 0, 0, late))(t)
		k.clock.set(early)
		if err := k.PublishDue(ctx(t), p.ID); err != nil || k.get(p.ID).Status != post.Scheduled {
			t.Fatalf("published an hour early: %v", err)
		}
		k.clock.set(late)
		if got := k.events(); !slices.Equal(got, []string{"post.published"}) {
			t.Fatalf("told %q", got)
		}
	})
}

func TestUnschedulingAndDeletingStopAPublication(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p, gone := k.create(article("Stays a draft")), k.create(article("Goes"))
		for _, id := range []int64{p.ID, gone.ID} {
			must(k.Schedule(ctx(t), id, 0, 0, morning.Add(time.Hour)))(t)
		}
		_, err := k.Unschedule(ctx(t), p.ID, 0, p.Version)
		wantKind(t, err, fault.Conflict)
		back := must(k.Unschedule(ctx(t), p.ID, 0, 0))(t)
		if back.Status != post.Draft || !back.ScheduledAt.IsZero() {
			t.Fatalf("%+v", back)
		}
		if err := k.Delete(ctx(t), gone.ID, 0); err != nil {
			t.Fatal(err)
		}
		k.clock.add(2 * time.Hour)
		if got := k.events(); len(got) != 0 {
			t.Fatalf("told %q", got)
		}
	})
}

func TestAPostTakenDownCanBeScheduledAgain(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("Back soon"))
		k.publish(p.ID)
		_, err := k.Schedule(ctx(t), p.ID, 0, 0, morning.Add(time.Hour))
		wantKind(t, err, fault.Conflict)
		_, err = k.Unschedule(ctx(t), p.ID, 0, 0)
		wantKind(t, err, fault.Conflict)
		must(k.Unpublish(ctx(t), p.ID, 0, 0))(t)
		must(k.Schedule(ctx(t), p.ID, 0, 0, morning.Add(time.Hour)))(t)
		if back := must(k.Unschedule(ctx(t), p.ID, 0, 0))(t); back.Status != post.Unpublished {
			t.Fatalf("%+v", back)
		}
	})
}

func TestOnlyATimeToComeCanBeScheduledAndAPostStaysFitForIt(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("When"))
		for _, at := range []time.Time{morning, morning.Add(-time.Hour), {}, morning.AddDate(11, 0, 0)} {
			_, err := k.Schedule(ctx(t), p.ID, 0, 0, at)
			wantField(t, err, "scheduled_at")
		}
		_, err := k.Schedule(ctx(t), p.ID, 0, 9, morning.Add(time.Hour))
		wantKind(t, err, fault.Conflict)
		p = must(k.Schedule(ctx(t), p.ID, 0, 0, morning.Add(time.Hour)))(t)
		_, err = k.Save(ctx(t), p.ID, p.Version, 0, post.Input{Body: "No headline any more."})
		wantField(t, err, "headline")
	})
}
