// Asks the OWL API (inside the HermiT jar that owlready2 ships) whether an ontology file is in the OWL 2 DL profile.
// Run as a single source file: java -cp HermiT.jar ProfileCheck.java ONTOLOGY

import java.io.File;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileReport;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;

public class ProfileCheck {
    public static void main(String[] arguments) throws Exception {
        OWLOntology ontology =
                OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(arguments[0]));
        OWLProfileReport report = new OWL2DLProfile().checkOntology(ontology);
        System.out.println("axioms " + ontology.getAxiomCount());
        for (OWLProfileViolation violation : report.getViolations()) {
            System.out.println("violation " + violation);
        }
    }
}
